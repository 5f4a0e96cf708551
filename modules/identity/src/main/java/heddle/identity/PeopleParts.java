package heddle.identity;

import heddle.contracts.PersonalData;
import heddle.identity.external.Arrivals;
import heddle.identity.mfa.Mfa;
import heddle.identity.mfa.MfaRoutes;
import heddle.identity.passkey.PasskeyRoutes;
import heddle.identity.passkey.Passkeys;
import heddle.identity.passkey.PersonalCredentials;
import heddle.identity.portal.PortalPages;
import heddle.identity.profile.DataExport;
import heddle.identity.profile.ProfileRoutes;
import heddle.identity.profile.Profiles;
import heddle.identity.role.RoleRoutes;
import heddle.identity.signin.AuthRoutes;
import heddle.identity.signin.Doors;
import heddle.identity.signin.EmailLinks;
import heddle.identity.signin.Homes;
import heddle.identity.signin.Humans;
import heddle.identity.signin.PasswordSignIn;
import heddle.identity.signin.PhoneCodes;
import heddle.identity.signin.PortalRoutes;
import heddle.identity.signin.SignOut;
import heddle.identity.signin.SignUps;
import heddle.identity.tenant.Entrance;
import heddle.identity.tenant.NamedTenant;
import heddle.identity.user.UserRoutes;
import heddle.identity.user.UserRules;
import heddle.identity.user.Users;
import heddle.kernel.Kernel;
import heddle.kernel.db.Tx;
import heddle.kernel.http.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Wires the ways in and out, and what people and their administrators do with accounts. */
final class PeopleParts {
    private final Engine e;
    private final Kernel kernel;
    private final Callers callers;
    private final Supplier<String> own;
    private final NamedTenant named;
    private final Passkeys passkeys;
    private final PersonalCredentials personal;
    private final EmailLinks links;
    private final PhoneCodes phones;
    private final List<PersonalData> holders;

    /**
     * @param own origin of our own pages
     * @param others the other modules that keep something of people
     */
    PeopleParts(Engine engine, Callers callers, Supplier<String> own, List<PersonalData> others) {
        this.e = engine;
        this.kernel = e.kernel;
        this.callers = callers;
        this.own = own;
        this.named = new NamedTenant(e.tenants);
        this.passkeys =
                new Passkeys(kernel, e.accounts, e.factors, e.proofs, e.signIn, e.settings, e.tenants, e.notices, own);
        this.personal = new PersonalCredentials(kernel.db(), e.factors, passkeys);
        this.links = new EmailLinks(
                kernel, e.accounts, e.sessions, e.proofs, e.settings, e.letters, e.notices, personal, own);
        this.phones = new PhoneCodes(
                kernel.db(), e.accounts, e.proofs, e.settings, e.letters, e.signIn, e.limits, kernel.time());
        this.holders = new ArrayList<>(others);
        holders.add(e.notifications);
        holders.add(personal);
    }

    void routes(Routes routes) {
        waysIn(routes);
        selves(routes);
        administration(routes);
    }

    private void waysIn(Routes routes) {
        Humans humans = new Humans(e.settings, kernel.captcha(), e.limits);
        SignUps signUps =
                new SignUps(kernel.db(), e.accounts, e.settings, e.hasher, humans, links, e.signIn, kernel.time());
        PasswordSignIn passwords =
                new PasswordSignIn(kernel.db(), e.accounts, e.settings, e.hasher, e.locks, humans, e.signIn);
        Outside outside = new Outside(
                new Arrivals(
                        kernel,
                        e.accounts,
                        e.settings,
                        e.roles,
                        List.of(e.proofs::forget, this::endSessions, personal::forget)),
                new Outside.Needs(kernel, e.proofs, e.settings, e.roles, e.signIn, own));
        outside.routes(routes, new Entrance(named, e.tenants, callers));
        Doors doors = new Doors(
                e.signIn,
                signUps,
                passwords,
                links,
                phones,
                e.refresh,
                outside.codes(),
                new SignOut(kernel, e.sessions),
                humans,
                e.hasher,
                own);
        AuthRoutes auth = new AuthRoutes(doors);
        auth.declare(routes);
        Homes homes = new Homes(kernel.db(), e.accounts, e.tenants);
        new PortalRoutes(doors, auth, named, homes, e.limits).declare(routes);
        new PortalPages(e.settings, named, e.proofs, kernel.time(), own).declare(routes);
    }

    private void selves(Routes routes) {
        new PasskeyRoutes(passkeys, named).declare(routes);
        MfaRoutes factors =
                new MfaRoutes(new Mfa(kernel.db(), e.factors, e.accounts, e.sessions, e.signIn, e.settings, e.tenants));
        factors.declare(routes);
        factors.own(routes, "/api/auth/mfa", "Platform Accounts", "PlatformMfa");
        Profiles profiles = new Profiles(
                kernel,
                e.accounts,
                e.settings,
                new Profiles.Services(e.sessions, links, phones, e.factors, e.notices, e.hasher));
        new ProfileRoutes(profiles, new DataExport(kernel, profiles, holders, e.limits)).declare(routes);
    }

    private void administration(Routes routes) {
        new RoleRoutes(e.roleVerbs).declare(routes);
        Users users = new Users(
                kernel,
                e.accounts,
                new UserRules(e.settings),
                e.hasher,
                new Users.Belongings(e.sessions, e.proofs, e.roleVerbs, links, e.factors, holders));
        new UserRoutes(users).declare(routes);
    }

    private void endSessions(Tx tx, String accountId) {
        e.sessions.revoke(tx, accountId, null, null, "address confirmed by another");
    }
}
