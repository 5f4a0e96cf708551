package heddle.identity.hub;

import static heddle.kernel.access.Permission.PUBLIC;
import static heddle.kernel.access.Permission.SELF;

import heddle.kernel.http.Multipart;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;

/** One's own profile, picture and password. */
final class ProfileRoutes {
    private static final String GROUP = "Hub Profile";
    private static final int MAX_PHOTO = 5 << 20;
    /** What multipart puts around the file. */
    private static final int FRAME = 16 << 10;

    private final Profiles profiles;
    private final HubPasswords passwords;

    ProfileRoutes(Profiles profiles, HubPasswords passwords) {
        this.profiles = profiles;
        this.passwords = passwords;
    }

    void declare(Routes routes) {
        routes.get("/api/v1/profile", SELF)
                .group(GROUP)
                .summary("Get one's own profile")
                .gives(200, HubJson.Profile.class)
                .to("Profiles.get", in -> Reply.ok(profiles.get(in.caller())));
        routes.patch("/api/v1/profile", SELF)
                .group(GROUP)
                .summary("Change name or e-mail address")
                .takes(HubJson.ChangeProfile.class)
                .gives(200, HubJson.Profile.class)
                .to(
                        "Profiles.change",
                        in -> Reply.ok(profiles.change(in.caller(), in.body(HubJson.ChangeProfile.class))));
        routes.post("/api/v1/profile/photo", SELF)
                .group(GROUP)
                .summary("Upload a profile photo")
                .consumes("multipart/form-data")
                .maxBody(MAX_PHOTO + FRAME)
                .gives(200, HubJson.Photo.class)
                .to("Profiles.setPhoto", this::setPhoto);
        routes.get("/api/v1/profile/photo/{photo_id}", SELF)
                .group(GROUP)
                .summary("Get a profile photo")
                .produces("image/jpeg")
                .to("Profiles.photo", this::photo);
        routes.post("/api/v1/profile/password", SELF)
                .group(GROUP)
                .summary("Change the password")
                .takes(HubJson.ChangePassword.class)
                .gives(200, HubJson.Changed.class)
                .to("HubPasswords.change", this::changePassword);
        routes.post("/api/v1/auth/password/reset-request", PUBLIC)
                .group(GROUP)
                .summary("Ask for a link to set a new password")
                .takes(HubJson.ResetRequest.class)
                .gives(200, HubJson.Sent.class)
                .to("HubPasswords.ask", this::askReset);
        routes.post("/api/v1/auth/password/reset", PUBLIC)
                .group(GROUP)
                .summary("Set a new password with the link's token")
                .takes(HubJson.Reset.class)
                .gives(200, HubJson.Changed.class)
                .to("HubPasswords.reset", this::reset);
    }

    private Reply setPhoto(Request in) {
        if (!in.contentType().equals("multipart/form-data")) {
            throw Problem.invalid("file", "required", "Send the picture as the part file of multipart/form-data");
        }
        byte[] upload = in.parts().stream()
                .filter(p -> p.name().equals("file"))
                .findFirst()
                .map(Multipart.Part::body)
                .orElseThrow(() -> Problem.invalid("file", "required", "Send the picture as the part file"));
        if (upload.length > MAX_PHOTO) {
            throw Problem.tooLarge("PAYLOAD_TOO_LARGE", "The picture may have at most 5 MiB");
        }
        return Reply.ok(new HubJson.Photo(profiles.setPhoto(in.caller(), upload)));
    }

    private Reply photo(Request in) {
        return Reply.bytes(200, "image/jpeg", profiles.photo(in.caller(), in.path("photo_id")))
                .header("Cache-Control", "private, max-age=86400, immutable");
    }

    private Reply changePassword(Request in) {
        passwords.change(in.caller(), in.body(HubJson.ChangePassword.class));
        return Reply.ok(new HubJson.Changed(true));
    }

    private Reply askReset(Request in) {
        HubJson.ResetRequest wanted = in.body(HubJson.ResetRequest.class);
        passwords.ask(in.caller(), wanted.email(), wanted.userType());
        return Reply.ok(new HubJson.Sent(true));
    }

    private Reply reset(Request in) {
        passwords.reset(in.caller(), in.body(HubJson.Reset.class));
        return Reply.ok(new HubJson.Changed(true));
    }
}
