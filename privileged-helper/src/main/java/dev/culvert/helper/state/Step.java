package dev.culvert.helper.state;

/** How far connecting has come; on the wire {@code culvert.helper.v1.Connecting.Step}. */
public enum Step {
  ASKING_HELPER,
  REACHING_API_SERVER,
  WAITING_FOR_MANAGER,
  OPENING_TUNNEL,
  SETTING_ROUTES_AND_DNS
}
