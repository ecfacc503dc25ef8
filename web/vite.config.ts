/// <reference types="vitest/config" />
import { lingui } from "@lingui/vite-plugin";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/**
 * In a build the catalogue holds every text, so the ones beside their ids in the code would be there twice. Biome keeps
 * these calls in one shape; a text this misses is merely delivered twice.
 */
function textsFromCatalogue(): Plugin {
  const text = /(\bi18n\._\(\{\s*id: "[^"]+",)\s*message:\s*"(?:[^"\\]|\\.)*",?/g;
  return {
    name: "kith:texts-from-catalogue",
    apply: "build",
    enforce: "pre",
    transform: {
      filter: { id: /\/src\/.*\.tsx?$/ },
      handler: (code) => ({ code: code.replace(text, "$1"), map: null }),
    },
  };
}

export default defineConfig({
  plugins: [textsFromCatalogue(), react(), tailwindcss(), lingui()],
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
    rolldownOptions: {
      output: {
        // Every page knows the names of all chunks, and of these only the hashes cannot be compressed.
        chunkFileNames: "assets/[name]-[hash:7].js",
        // Many small shared files compress worse than few: what the first screen needs stands in two, of which the one
        // with the libraries stays in the browser's cache over a release; what several pages share stands in a third, and
        // what most pages of records share in a fourth.
        // Files that draw what opens (a menu, a dialog) are left to be loaded with the first opening.
        codeSplitting: {
          groups: [
            {
              name: "vendor",
              test: /node_modules\/(react|react-dom|scheduler|@lingui|@tanstack|use-sync-external-store)\//,
              tags: ["$initial"],
              priority: 3,
            },
            { name: "base", test: /\/src\/(?!main\.tsx)|lucide-react/, tags: ["$initial"], priority: 2 },
            {
              name: "kit",
              test: /\/src\/(ui|i18n)\/(?!.*(-layer|-popup|-control|toast-host|more-icons|\.po))|lucide-react|@tanstack\/react-query/,
              minShareCount: 2,
              priority: 1,
            },
            {
              name: "records",
              test: /\/src\/(api|records\/(?!timeline\/|calendar\/|tree\/|board\/|data\/window-query|fields\/(mention-input|link-picker)|form\/create-dialog))/,
              minShareCount: 3,
              priority: 0,
            },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
  },
});
