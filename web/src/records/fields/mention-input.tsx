import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ComponentProps, type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { api } from "../../api";
import { i18n } from "../../i18n";
import { cx, Textarea } from "../../ui";
import { fits, mention, mentionAt } from "./mentions";

interface Person {
  id: string;
  name: string;
}

interface MentionInputProps extends Omit<ComponentProps<"textarea">, "value" | "onChange"> {
  value: string;
  onValue: (value: string) => void;
}

const most = 6;

/** The people whose names have a word that begins as typed; nobody is asked for before an @ is typed. */
function usePeople(words: string | undefined): Person[] {
  const found = useQuery({
    queryKey: ["search", "people", words],
    enabled: words !== undefined,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const named = words ? ` and name contains ${JSON.stringify(words)}` : "";
      const query = {
        where: `active and role is not empty and service is empty${named}`,
        sort: "name",
        fields: ["id", "name"],
        limit: most,
      };
      return (await api.get<{ data: Person[] }>("people", { query, signal })).data;
    },
  });
  if (words === undefined) return [];
  // Until the answer is there, of those asked for before only who fits: what Enter takes is never somebody else.
  return (found.data ?? []).filter((person) => !found.isPlaceholderData || fits(person.name, words));
}

/** A text of several lines in which an @ offers people: arrows and Enter or a press take one, Escape sends them away. */
export function MentionInput({ value, onValue, onKeyDown, ...rest }: MentionInputProps) {
  const listId = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const taken = useRef<number>(undefined);
  // Known only while somebody types: moving the caret asks for nothing.
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(0);
  const typed = caret === undefined ? undefined : mentionAt(value, caret);
  const people = usePeople(typed?.words);
  const open = people.length > 0;
  const chosen = Math.min(active, people.length - 1);

  const take = (person: Person) => {
    if (typed === undefined || caret === undefined) return;
    const next = mention(value, caret, typed.from, { id: person.id, title: person.name });
    setCaret(undefined);
    onValue(next.text);
    taken.current = next.caret;
  };
  // As soon as the text is written, which moves the caret to its end: the next key is to find it in its place.
  useLayoutEffect(() => {
    const at = taken.current;
    if (at === undefined || value.length < at) return;
    taken.current = undefined;
    area.current?.focus();
    area.current?.setSelectionRange(at, at);
  }, [value]);
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const person = people[chosen];
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (open && step !== 0) setActive((chosen + step + people.length) % people.length);
    else if (open && event.key === "Escape") setCaret(undefined);
    else if (person !== undefined && ["Enter", "Tab"].includes(event.key) && !event.ctrlKey && !event.metaKey)
      take(person);
    else {
      onKeyDown?.(event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className="relative flex min-w-0 flex-col">
      <Textarea
        {...rest}
        ref={area}
        value={value}
        aria-autocomplete="list"
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open ? `${listId}-${chosen}` : undefined}
        onChange={(event) => {
          setActive(0);
          setCaret(event.target.selectionStart);
          onValue(event.target.value);
        }}
        onKeyDown={press}
        onBlur={(event) => {
          setCaret(undefined);
          rest.onBlur?.(event);
        }}
      />
      {open && (
        <span
          role="listbox"
          id={listId}
          aria-label={i18n._({ id: "records.mention", message: "People to mention" })}
          className="absolute start-0 top-full z-50 mt-1 flex min-w-56 flex-col rounded-panel bg-raised p-1 text-body shadow-float"
        >
          {people.map((person, index) => (
            <span
              key={person.id}
              role="option"
              id={`${listId}-${index}`}
              tabIndex={-1}
              aria-selected={index === chosen}
              className={cx(
                "flex min-h-(--control) cursor-default items-center rounded-control px-2",
                index === chosen && "bg-accent-bg",
              )}
              // Before the text loses the focus.
              onPointerDown={(event) => {
                event.preventDefault();
                take(person);
              }}
            >
              {person.name}
            </span>
          ))}
        </span>
      )}
      <span role="status" className="sr-only">
        {open &&
          i18n._({
            id: "records.mention.count",
            message: "{count, plural, one {# person} other {# people}} to mention",
            values: { count: people.length },
          })}
      </span>
    </span>
  );
}
