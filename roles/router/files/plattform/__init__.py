"""On-device tool of the role `router`: brings a Debian router to the tree of files that was rendered for it.

It holds no setting of its own. Everything that a router does stands in its tree (`/etc/schulplattform`); this tool
reads what the device runs in the same form, activates a tree, and takes it back when nobody confirms it.
"""
