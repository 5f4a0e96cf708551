package heddle.identity.oauth;

/**
 * Where the well-known providers are.
 *
 * @param microsoft the issuer of all its tenants
 * @param githubSite where people sign in
 * @param githubApi where the account is read
 */
record Endpoints(String google, String microsoft, String apple, String githubSite, String githubApi) {
    static final Endpoints STANDARD = new Endpoints(
            "https://accounts.google.com",
            "https://login.microsoftonline.com/common/v2.0",
            "https://appleid.apple.com",
            "https://github.com",
            "https://api.github.com");
}
