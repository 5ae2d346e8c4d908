"""Questions in, figures out: how well the answers hold, measured without a judge."""
