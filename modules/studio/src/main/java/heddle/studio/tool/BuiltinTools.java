package heddle.studio.tool;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The tools that agents may name. Tools of a bridge ({@code server__tool}) come and go with it and are taken as they are.
 */
public final class BuiltinTools implements Toolbox {
    private static final Pattern OF_A_BRIDGE =
            Pattern.compile("[a-zA-Z0-9-]{1,31}(?:_[a-zA-Z0-9-]+)*__[a-zA-Z0-9_-]{1,64}");
    private static final Map<String, String> OLDER = Map.of(
            "send_slack", "send_slack_message",
            "send_discord", "send_discord_message",
            "get_time", "get_current_time",
            "web_search", "search_web");

    private static final Set<String> NAMES = Set.of("""
            search_web search_images scrape_web download_file calculate_math analyze_data train_model run_python test_api
            get_current_time ask_user create_document create_text_file create_presentation html_to_pdf generate_image
            edit_image describe_image transcribe_audio read_document read_data_file read_spreadsheet
            send_slack_message send_discord_message send_teams_message send_google_chat_message send_telegram_message
            send_email send_brevo_email twilio_send_sms twilio_send_whatsapp referralmonk_whatsapp send_webhook api_request
            github_create_issue github_list_issues github_get_repo github_add_comment gitlab_projects gitlab_issues
            gitlab_mrs notion_search notion_query_database notion_create_page notion_update_page jira_issues
            jira_create_issue jira_update_issue linear_issues linear_create_issue linear_update_issue trello_boards
            trello_lists trello_cards trello_create_card clickup_tasks clickup_create_task clickup_update_task
            airtable_list airtable_read airtable_create airtable_update calendly_events calendly_event_types
            calendly_invitees zoom_meeting hubspot_contacts hubspot_deals hubspot_companies leadsquared_leads
            leadsquared_create_lead leadsquared_activities mailchimp_lists mailchimp_add_subscriber mixpanel_track
            mixpanel_user_profile posthog_capture posthog_identify posthog_query shopify_products shopify_orders
            shopify_customers netlify_sites netlify_deploys netlify_trigger_build s3_list s3_upload s3_download s3_delete
            mongodb_query mongodb_write redis_read redis_write x_search_posts x_post_tweet x_get_user x_get_user_posts
            """.strip().split("\\s+"));

    @Override
    public Optional<String> find(String name) {
        String own = OLDER.getOrDefault(name, name);
        boolean known = NAMES.contains(own) || OF_A_BRIDGE.matcher(name).matches();
        return known ? Optional.of(own) : Optional.empty();
    }
}
