import { i18n } from "../../i18n";

/** The hues that people choose from, and that choices get one after the other. */
export const hues = [255, 150, 55, 290, 190, 25, 85, 350] as const;

/** What a hue is called. */
export function hueName(hue: (typeof hues)[number]): string {
  switch (hue) {
    case 255:
      return i18n._({ id: "settings.hue.blue", message: "Blue" });
    case 150:
      return i18n._({ id: "settings.hue.green", message: "Green" });
    case 55:
      return i18n._({ id: "settings.hue.orange", message: "Orange" });
    case 290:
      return i18n._({ id: "settings.hue.violet", message: "Violet" });
    case 190:
      return i18n._({ id: "settings.hue.teal", message: "Teal" });
    case 25:
      return i18n._({ id: "settings.hue.red", message: "Red" });
    case 85:
      return i18n._({ id: "settings.hue.yellow", message: "Yellow" });
    case 350:
      return i18n._({ id: "settings.hue.pink", message: "Pink" });
  }
}
