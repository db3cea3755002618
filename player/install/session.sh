#!/bin/sh
# The X session of a player: the slate as background, then a window manager for as long as the display lives.
# COTMOC_DATA: where the player keeps its files.
here=$(dirname "$0")
slate=${COTMOC_DATA:-/var/lib/cotmoc}/player/slate.png
# Before the agent has drawn it for the first time: the colour of its ground.
[ -s "$slate" ] && hsetroot -fill "$slate" || hsetroot -solid "#2b3337"
exec openbox --config-file "$here/openbox.xml"
