export * from "./format";
export { activateLocale, i18n, inSentence, type Locale, locales, preferredLocale } from "./locale";
