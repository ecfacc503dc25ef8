import type { TypeSchema } from "../../api";
import { i18n } from "../../i18n";

/** The pages beside those of the types: where they are, what they are of, and the letter that goes there. */
const pages = [
  {
    to: "/day",
    of: "activity",
    icon: "calendar-check",
    letter: "m",
    label: () => i18n._({ id: "app.nav.day", message: "My day" }),
  },
  {
    to: "/calendar",
    of: "activity",
    icon: "calendar",
    letter: "r",
    label: () => i18n._({ id: "app.nav.calendar", message: "Calendar" }),
  },
  {
    to: "/forecast",
    of: "deal",
    icon: "target",
    letter: "f",
    label: () => i18n._({ id: "app.nav.forecast", message: "Forecast" }),
  },
] as const;

/** Those of them that have something to show. */
export const pagesOf = (types: readonly TypeSchema[]) =>
  pages.filter((page) => types.some((type) => type.name === page.of));
