/** Until a page has drawn, its window is filled in the toolkit's colour: dark as the slate's ground, not bright. */
export const CHROMIUM_ENVIRONMENT = { GTK_THEME: "Adwaita:dark" } as const;

/** How the kiosk's Chromium is started; what each flag is for stands beside it. */
export function chromiumFlags(options: {
  profileDir: string;
  hasDisplay: boolean;
  isRoot: boolean;
  /** What it opens by itself. */
  url: string;
}): readonly string[] {
  return [
    "--remote-debugging-pipe",
    `--user-data-dir=${options.profileDir}`,
    // A screen, or none: then it renders all the same and its pictures can be read.
    ...(options.hasDisplay ? ["--kiosk"] : ["--headless", "--window-size=1920,1080", "--disable-gpu"]),
    // Chromium refuses to run as root inside its sandbox; players in service run as an ordinary user.
    ...(options.isRoot ? ["--no-sandbox"] : []),
    // Nothing that asks, greets or offers.
    "--noerrdialogs",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-crash-restore-bubble",
    "--disable-session-crashed-bubble",
    "--password-store=basic",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--disable-features=Translate,OverscrollHistoryNavigation,MediaRouter,OptimizationHints,NetworkTimeServiceQuerying",
    // Nothing that calls home, nor looks for what nobody needs here: a start waits for it. All it ever talks to is us.
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-extensions",
    "--disable-component-extensions-with-background-pages",
    "--disable-quic",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-domain-reliability",
    "--no-pings",
    "--check-for-update-interval=31536000",
    // Never slowed down for being out of sight; a hang is the watchdog's business.
    "--disable-hang-monitor",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
    "--force-device-scale-factor=1",
    // Media comes from the verified store each time; a copy in a cache would be unchecked.
    "--disk-cache-size=1",
    options.url,
  ];
}
