/// <reference types="vitest/config" />
import { lingui } from "@lingui/vite-plugin";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), tailwindcss(), lingui()],
  server: {
    proxy: { "/api": "http://127.0.0.1:5080" },
  },
  build: {
    target: "es2023",
    // The size test walks the manifest to add up what each route loads.
    manifest: true,
    modulePreload: { polyfill: false },
    // Nothing may be inlined as data: the content security policy allows fonts and scripts from the server only.
    assetsInlineLimit: 0,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
  },
});
