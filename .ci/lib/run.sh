# Starting what was built: the demo, the playground, the helper, the window. Sourced by ./culvert.
