import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

// The English catalogue is derived: texts stand in the code beside their explicit id, and `lingui extract` collects
// them before each build. Only catalogues that people translate belong in the repository.
export default defineConfig({
  sourceLocale: "en",
  locales: ["en"],
  catalogs: [{ path: "<rootDir>/src/i18n/locales/{locale}", include: ["src"], exclude: ["**/*.test.*"] }],
  format: formatter({ lineNumbers: false, origins: false }),
});
