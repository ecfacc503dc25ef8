import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, type LeadMatch, type Value } from "../../api";
import { i18n } from "../../i18n";
import { type FormHintProps, RecordLink, useSchema } from "../../records";
import { Tag, TypeIcon } from "../../ui";
import { reason } from "./words";

const pause = 300;
// By the names of the call's members, the fields they stand in.
const shared = { email: "email", phone: "phone", mobile: "mobile", website: "website" };
const looked: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lead: { ...shared, company_name: "company_name" },
  contact: { ...shared, first_name: "first_name", last_name: "last_name" },
  company: { ...shared, company_name: "name" },
};

const asked = (value: Value | undefined): string => {
  if (typeof value === "string") return value.trim();
  return typeof value === "object" && value !== null && "text" in value ? value.text.trim() : "";
};

/** Who is there already with what somebody types into the form of a new record. What was typed stays as it is. */
export function Duplicates({ type: { name: made, plural }, values }: FormHintProps) {
  const schema = useSchema();
  const body = Object.fromEntries(
    Object.entries(looked[made] ?? {}).flatMap(([name, field]) => {
      const text = asked(values[field]);
      return text === "" ? [] : [[name, text]];
    }),
  );
  const key = useSettled(JSON.stringify(body));
  const found = useQuery({
    queryKey: ["matches", plural, key],
    queryFn: ({ signal }) => api.post<{ data: LeadMatch[] }>(`${plural}/matches`, JSON.parse(key), { signal }),
    enabled: key !== "{}",
    placeholderData: keepPreviousData,
    retry: false,
  });
  const matches = key === "{}" ? [] : (found.data?.data ?? []);
  if (matches.length === 0) return null;
  return (
    <section
      aria-label={i18n._({ id: "leads.there", message: "Perhaps there already" })}
      className="flex max-h-36 flex-col gap-1.5 overflow-y-auto rounded-control border border-line px-3 py-2 text-small"
    >
      <p role="status" className="text-muted">
        {i18n._({ id: "leads.there", message: "Perhaps there already" })}
      </p>
      <ul className="flex flex-col gap-1">
        {matches.map((match) => {
          const type = schema.types.find((one) => one.name === match.type);
          return (
            type !== undefined && (
              <li key={match.id} className="flex flex-wrap items-center gap-1.5">
                <TypeIcon name={type.icon} className="size-3.5" />
                <RecordLink of={type} id={match.id} className="wrap-anywhere text-accent hover:underline">
                  {match.title}
                </RecordLink>
                <span className="text-muted">{type.label}</span>
                {match.why.map((why) => (
                  <Tag key={why} hue={match.sure ? 150 : 45}>
                    {reason(why)}
                  </Tag>
                ))}
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}

/** What was typed, once nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pause);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
