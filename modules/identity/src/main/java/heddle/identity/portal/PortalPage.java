package heddle.identity.portal;

/**
 * What the portal's template is filled with.
 *
 * @param tenantId empty when nothing names the tenant yet
 * @param own address of the portal itself, where links of mails lead back to
 */
public record PortalPage(
        String tenantId,
        String name,
        String own,
        boolean signUp,
        boolean password,
        boolean magicLink,
        boolean passkey) {}
