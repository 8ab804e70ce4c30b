"""Code in and out: an editor for one's own loss, and any loss written out as source."""
