import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

// Parts whose texts come with their own code, because few screens need them (`addTexts`).
const late = [
  "src/modules/auth",
  "src/modules/settings",
  "src/modules/imports",
  "src/modules/notifications",
  "src/modules/leads",
  "src/modules/activities",
  "src/modules/deals",
  "src/modules/forecast",
  "src/records/sharing",
  "src/records/files",
  "src/records/facts",
  "src/records/tree",
];

// The English catalogue is derived: texts stand in the code beside their explicit id, and `lingui extract` collects
// them before each build. Only catalogues that people translate belong in the repository.
export default defineConfig({
  sourceLocale: "en",
  locales: ["en"],
  catalogs: [
    {
      path: "<rootDir>/src/i18n/locales/{locale}",
      include: ["src"],
      exclude: ["**/*.test.*", ...late.map((part) => `${part}/**`)],
    },
    ...late.map((include) => ({
      path: `<rootDir>/${include}/locales/{locale}`,
      include: [include],
      exclude: ["**/*.test.*"],
    })),
  ],
  format: formatter({ lineNumbers: false, origins: false }),
});
