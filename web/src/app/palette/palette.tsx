import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { ChevronRight, Plus, Search } from "lucide-react";
import { useState } from "react";
import { hitDetail, type SearchHit, type TypeSchema, typeNamed } from "../../api";
import { i18n } from "../../i18n";
import { activeCommands, type Command, cx, Kbd, Spinner, TypeIcon } from "../../ui";
import { rememberRecent } from "../recent";
import { rememberSeen } from "../recent-tracker";
import { mainTypes, useSchema } from "../session";
import { createLabel } from "../shell/commands";
import { score } from "./rank";
import { closePalette, type PaletteMode, takeTyped } from "./state";
import { useHits } from "./use-hits";

type Entry =
  | { id: string; label: string; command: Command }
  | { id: string; label: string; hit: SearchHit; type: TypeSchema | undefined }
  | { id: string; label: string; create: TypeSchema };

interface Section {
  /** Of its own among the sections: two of them may bear the same label. */
  key: string;
  label: string;
  items: Entry[];
}

const mostCommands = 8;

/** One box for everything: where to go, what to do, and any record by its words. */
export default function Palette({ mode }: { mode: PaletteMode }) {
  const [query, setQuery] = useState("");
  const router = useRouter();
  const schema = useSchema();
  const sections = useSections(query, mode);

  const run = (entry: Entry) => {
    closePalette();
    if ("command" in entry) {
      entry.command.run();
    } else if ("create" in entry) {
      void router.navigate({ to: "/$types", params: { types: entry.create.plural }, search: { panel: "new" } });
    } else {
      const type = entry.type ?? typeNamed(schema, entry.hit.type);
      if (type === undefined) return;
      rememberRecent(entry.hit);
      void router.navigate({ to: "/$types/$id", params: { types: type.plural, id: entry.hit.id } });
    }
  };

  return (
    <Dialog.Root open onOpenChange={(open) => open || closePalette()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fade-in fixed inset-0 z-40 bg-scrim" />
        <Dialog.Viewport className="fixed inset-0 z-40 flex items-start justify-center md:p-4 md:pt-[12dvh]">
          <Dialog.Popup
            aria-label={i18n._({ id: "app.palette.label", message: "Search and commands" })}
            className="float-in flex w-full flex-col overflow-hidden bg-raised text-body shadow-float outline-none max-md:h-full md:max-h-[min(60dvh,480px)] md:max-w-160 md:rounded-dialog"
          >
            <Autocomplete.Root
              open
              inline
              items={sections.groups}
              filter={null}
              value={query}
              onValueChange={setQuery}
              itemToStringValue={(entry: Entry) => entry.label}
              autoHighlight="always"
              keepHighlight
            >
              <div className="flex h-12 shrink-0 items-center gap-3 border-line border-b px-4">
                {sections.searching ? (
                  <Spinner className="size-4 text-muted" />
                ) : (
                  <Search aria-hidden="true" className="size-4 shrink-0 text-muted" />
                )}
                <Autocomplete.Input
                  onFocus={() => {
                    const typed = takeTyped();
                    if (typed !== "") setQuery((before) => before + typed);
                  }}
                  aria-label={i18n._({ id: "app.palette.label", message: "Search and commands" })}
                  placeholder={
                    mode === "create"
                      ? i18n._({ id: "app.palette.create_hint", message: "What would you like to create?" })
                      : i18n._({ id: "app.palette.hint", message: "Search or type a command" })
                  }
                  className="h-full min-w-0 grow bg-transparent text-title outline-none"
                />
                <Dialog.Close className="rounded-control px-1 py-0.5 text-muted text-small hover:text-fg">
                  <span className="md:hidden">{i18n._({ id: "ui.close", message: "Close" })}</span>
                  <span className="hidden md:inline">
                    <span className="sr-only">{i18n._({ id: "ui.close", message: "Close" })}</span>
                    <span aria-hidden="true">
                      <Kbd keys="escape" />
                    </span>
                  </span>
                </Dialog.Close>
              </div>
              <div className="min-h-0 grow overflow-y-auto overscroll-contain p-2">
                <Autocomplete.Empty className="px-2 py-6 text-center text-muted empty:hidden">
                  {sections.searching
                    ? i18n._({ id: "ui.searching", message: "Searching…" })
                    : i18n._({ id: "ui.nothing_found", message: "Nothing found" })}
                </Autocomplete.Empty>
                <Autocomplete.List className="outline-none">
                  {(section: Section) => (
                    <Autocomplete.Group key={section.key} items={section.items} className="pb-2">
                      <Autocomplete.GroupLabel className="px-2 py-1 text-meta text-muted">
                        {section.label}
                      </Autocomplete.GroupLabel>
                      <Autocomplete.Collection>
                        {(entry: Entry) => (
                          <Autocomplete.Item
                            key={entry.id}
                            value={entry}
                            onClick={() => run(entry)}
                            className={cx(
                              "flex min-h-(--row) cursor-default scroll-my-2 select-none items-center gap-3 rounded-control px-2 outline-none",
                              "data-highlighted:bg-accent-bg",
                            )}
                          >
                            <EntryRow entry={entry} />
                          </Autocomplete.Item>
                        )}
                      </Autocomplete.Collection>
                    </Autocomplete.Group>
                  )}
                </Autocomplete.List>
              </div>
            </Autocomplete.Root>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function EntryRow({ entry }: { entry: Entry }) {
  if ("hit" in entry) {
    return (
      <>
        <span className="text-muted">
          <TypeIcon name={entry.type?.icon} />
        </span>
        <span className="min-w-0 truncate">{entry.hit.title}</span>
        <span className="min-w-0 grow truncate text-muted text-small">{hitDetail(entry.hit, entry.type)}</span>
        <span className="shrink-0 text-muted text-small">{entry.type?.label}</span>
      </>
    );
  }
  const creates = "create" in entry || entry.id.startsWith("create.");
  return (
    <>
      <span className="text-muted *:size-4">
        {creates ? <Plus aria-hidden="true" /> : <ChevronRight aria-hidden="true" />}
      </span>
      <span className="min-w-0 grow truncate">{entry.label}</span>
      {"command" in entry && entry.command.keys !== undefined && <Kbd keys={entry.command.keys} />}
    </>
  );
}

function useSections(query: string, mode: PaletteMode): { groups: Section[]; searching: boolean } {
  const schema = useSchema();
  const queryClient = useQueryClient();
  const router = useRouter();
  // Taken when it opens: what could be done then is what is offered.
  const [commands] = useState(() => {
    rememberSeen(queryClient, router.state.location);
    return activeCommands().filter((command) => command.hidden !== true);
  });
  const { hits, searching } = useHits(query, mode === "all");
  const words = query.trim();

  const wanted = mode === "create" ? commands.filter((command) => command.id.startsWith("create.")) : commands;
  const matching =
    words === ""
      ? wanted
      : wanted
          .map((command) => ({ command, rank: score(command.label, words) }))
          .filter(({ rank }) => rank > 0)
          .sort((a, b) => b.rank - a.rank)
          .slice(0, mostCommands)
          .map(({ command }) => command);
  const asEntry = (command: Command): Entry => ({ id: command.id, label: command.label, command });
  const records: Section = {
    key: "records",
    label:
      words === ""
        ? i18n._({ id: "app.palette.recent", message: "Recent" })
        : i18n._({ id: "app.palette.records", message: "Records" }),
    items: hits.map((hit) => ({ id: hit.id, label: hit.title, hit, type: typeNamed(schema, hit.type) })),
  };

  const groups: Section[] = [];
  if (words === "") {
    // What is selected or open comes first, then what was looked at, then the rest.
    const near = matching.filter((command) => (command.weight ?? 0) > 0);
    groups.push(...bySection("near", near, asEntry));
    if (mode === "all") groups.push(records);
    groups.push(
      ...bySection(
        "all",
        matching.filter((command) => (command.weight ?? 0) === 0),
        asEntry,
      ),
    );
  } else {
    groups.push({
      key: "commands",
      label: i18n._({ id: "app.palette.commands", message: "Commands" }),
      items: matching.map(asEntry),
    });
    if (mode === "all") groups.push(records);
    if (mode === "all" && !searching && hits.length === 0) {
      const creatable = mainTypes(schema).filter((type) => type.can.create);
      groups.push({
        key: "create",
        label: i18n._({ id: "app.palette.not_found", message: "Nothing found for “{words}”", values: { words } }),
        items: creatable
          .filter((type) => !matching.some((command) => command.id === `create.${type.name}`))
          .map((type) => ({ id: `new.${type.name}`, label: createLabel(type), create: type })),
      });
    }
  }
  return { groups: groups.filter((group) => group.items.length > 0), searching };
}

function bySection(part: string, commands: readonly Command[], asEntry: (command: Command) => Entry): Section[] {
  const sections = new Map<string, Entry[]>();
  for (const command of commands) {
    const items = sections.get(command.group) ?? [];
    items.push(asEntry(command));
    sections.set(command.group, items);
  }
  return [...sections].map(([label, items]) => ({ key: `${part} ${label}`, label, items }));
}
