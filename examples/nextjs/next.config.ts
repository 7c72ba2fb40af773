import type { NextConfig } from "next";

process.env.NEXT_TELEMETRY_DISABLED = "1";

const config: NextConfig = {
  // The repository has a package-lock.json of its own, which Next would take for the app's root.
  turbopack: { root: import.meta.dirname },
  devIndicators: false,
};

export default config;
