import { i18n, type Messages } from "@lingui/core";

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

let current: Locale | undefined;

/** Loads a language's texts and makes them current. The page is drawn anew by whoever holds the locale. */
export async function activateLocale(locale: Locale): Promise<void> {
  current = locale;
  const { messages } = await import(`./locales/${locale}.po`);
  i18n.load(locale, messages);
  i18n.activate(locale);
  document.documentElement.lang = locale;
}

/** Loads the texts of a part that comes later than the first screen, in the same language. */
export async function addTexts(load: (locale: Locale) => Promise<{ messages: Messages }>): Promise<void> {
  const locale = current ?? preferredLocale();
  i18n.load(locale, (await load(locale)).messages);
}

/** A label inside a sentence: "Create company", but "Create RMA". Only English writes its nouns small. */
export function inSentence(label: string): string {
  return i18n.locale.startsWith("en") && /^\p{Lu}\p{Ll}/u.test(label)
    ? label[0]?.toLowerCase() + label.slice(1)
    : label;
}
