export * from "./format";
export { activateLocale, i18n, type Locale, locales, preferredLocale } from "./locale";
