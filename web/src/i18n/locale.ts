import { i18n } from "@lingui/core";

export { i18n };

/** Each language in its own words. Adding one means a line here and a translated catalogue beside en.po. */
export const locales = { en: "English" } as const;
export type Locale = keyof typeof locales;

export function preferredLocale(): Locale {
  const known = Object.keys(locales) as Locale[];
  for (const wanted of navigator.languages) {
    const match = known.find((locale) => wanted === locale || wanted.startsWith(`${locale}-`));
    if (match) return match;
  }
  return "en";
}

/** Loads a language's texts and makes them current. The page is drawn anew by whoever holds the locale. */
export async function activateLocale(locale: Locale): Promise<void> {
  const { messages } = await import(`./locales/${locale}.po`);
  i18n.loadAndActivate({ locale, messages });
  document.documentElement.lang = locale;
}

/** A label inside a sentence: "Create company", but "Create RMA". Only English writes its nouns small. */
export function inSentence(label: string): string {
  return i18n.locale.startsWith("en") && /^\p{Lu}\p{Ll}/u.test(label)
    ? label[0]?.toLowerCase() + label.slice(1)
    : label;
}
