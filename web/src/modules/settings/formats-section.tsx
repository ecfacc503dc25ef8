import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, type Preferences } from "../../api";
import { browserTimeZone, formatDateTime, formatNumber, i18n, setFormats } from "../../i18n";
import { Select, setAppearance } from "../../ui";
import { complain } from "./complain";
import { Section } from "./section";
import { ZonePicker } from "./zone-picker";

const preferencesKey = ["preferences"] as const;
const regions = [
  "en-US",
  "en-GB",
  "en-CA",
  "en-AU",
  "de-DE",
  "de-CH",
  "fr-FR",
  "es-ES",
  "it-IT",
  "nl-NL",
  "pl-PL",
  "pt-BR",
  "sv-SE",
  "ja-JP",
];

/** A region's way to write a day and a number, so that one sees what one chooses. */
function sample(region: string): string {
  const day = new Intl.DateTimeFormat(region, { dateStyle: "short", timeZone: "UTC" }).format(Date.UTC(2026, 10, 30));
  const name = new Intl.DisplayNames(undefined, { type: "region" }).of(region.slice(3)) ?? region;
  return `${name} · ${day} · ${new Intl.NumberFormat(region).format(12345.6)}`;
}

/** How dates, times and numbers are written. */
export function FormatsSection() {
  const queryClient = useQueryClient();
  const { data } = useQuery({
    queryKey: preferencesKey,
    queryFn: ({ signal }) => api.get<Preferences>("auth/preferences", { signal }),
    staleTime: 0,
  });
  if (data === undefined) return null;
  const save = async (changes: { time_zone?: string; formats?: string }) => {
    try {
      const kept = await api.patch<Preferences>("auth/preferences", changes);
      const formats = { timeZone: kept.time_zone ?? undefined, locale: kept.formats ?? undefined };
      setAppearance(formats);
      setFormats(formats);
      queryClient.setQueryData(preferencesKey, kept);
    } catch (error) {
      complain(error);
    }
  };
  const language = i18n._({ id: "settings.language", message: "Language" });
  const region = i18n._({ id: "settings.formats.region", message: "Dates and numbers" });
  return (
    <Section
      title={i18n._({ id: "settings.formats", message: "Language and formats" })}
      text={i18n._({
        id: "settings.formats.now",
        message: "On all your devices. Now: {time} · {number}",
        values: { time: formatDateTime(new Date()), number: formatNumber(12345.6) },
      })}
    >
      <Row label={language}>
        <Select<string>
          aria-label={language}
          className="w-72 max-w-full"
          value="en"
          onChange={() => undefined}
          options={[{ value: "en", label: i18n._({ id: "settings.language.en", message: "English" }) }]}
        />
      </Row>
      <Row label={region}>
        <Select<string>
          aria-label={region}
          className="w-72 max-w-full"
          value={data.formats ?? ""}
          onChange={(formats) => void save({ formats })}
          options={[
            { value: "", label: i18n._({ id: "settings.formats.device", message: "As the device" }) },
            ...regions.map((one) => ({ value: one, label: sample(one) })),
          ]}
        />
      </Row>
      <ZonePicker
        standard={i18n._({
          id: "settings.formats.device_zone",
          message: "That of the device ({zone})",
          values: { zone: browserTimeZone() },
        })}
        value={data.time_zone}
        onChange={(time_zone) => void save({ time_zone })}
      />
    </Section>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <span>{label}</span>
      {children}
    </div>
  );
}
