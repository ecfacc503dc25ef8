import { browserTimeZone, currencyName } from "../../i18n";

const euro = "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK AD MC SM VA ME XK";
// The browser knows people's region but not what they pay with there.
const byRegion: { readonly [region: string]: string } = {
  US: "USD",
  PR: "USD",
  EC: "USD",
  GB: "GBP",
  CH: "CHF",
  LI: "CHF",
  SE: "SEK",
  NO: "NOK",
  DK: "DKK",
  IS: "ISK",
  PL: "PLN",
  CZ: "CZK",
  HU: "HUF",
  RO: "RON",
  RS: "RSD",
  UA: "UAH",
  TR: "TRY",
  CA: "CAD",
  MX: "MXN",
  BR: "BRL",
  AR: "ARS",
  CL: "CLP",
  CO: "COP",
  PE: "PEN",
  AU: "AUD",
  NZ: "NZD",
  JP: "JPY",
  KR: "KRW",
  CN: "CNY",
  HK: "HKD",
  TW: "TWD",
  SG: "SGD",
  MY: "MYR",
  ID: "IDR",
  TH: "THB",
  VN: "VND",
  PH: "PHP",
  IN: "INR",
  PK: "PKR",
  BD: "BDT",
  AE: "AED",
  SA: "SAR",
  IL: "ILS",
  EG: "EGP",
  MA: "MAD",
  NG: "NGN",
  KE: "KES",
  ZA: "ZAR",
};

/** The currency people use where the browser says they are. */
export function likelyCurrency(languages: readonly string[] = navigator.languages): string {
  for (const language of languages) {
    const region = new Intl.Locale(language).maximize().region;
    if (region === undefined) continue;
    if (euro.split(" ").includes(region)) return "EUR";
    const known = byRegion[region];
    if (known !== undefined) return known;
  }
  return "EUR";
}

export interface Named {
  value: string;
  label: string;
}

export function currencies(): Named[] {
  return Intl.supportedValuesOf("currency").map((code) => ({ value: code, label: `${code} – ${currencyName(code)}` }));
}

export function timeZones(): Named[] {
  const zones = new Set([browserTimeZone(), ...Intl.supportedValuesOf("timeZone")]);
  return [...zones].map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}
