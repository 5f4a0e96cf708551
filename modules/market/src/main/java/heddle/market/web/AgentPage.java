package heddle.market.web;

import heddle.market.directory.DirectoryJson;

/** The profile of an agent. */
public record AgentPage(Frame frame, DirectoryJson.Entry agent) {}
