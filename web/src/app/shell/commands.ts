import { useRouter } from "@tanstack/react-router";
import { may, type TypeSchema } from "../../api";
import { i18n, inSentence } from "../../i18n";
import { type Command, setAppearance, useAppearance, useCommands } from "../../ui";
import { openPalette } from "../palette/state";
import { goLetters, mainTypes, useMe, useSchema } from "../session";
import { showHelp } from "./help-state";
import { useLogOut } from "./log-out";
import { pagesOf } from "./pages";

const groups = {
  go: () => i18n._({ id: "app.commands.go", message: "Go to" }),
  create: () => i18n._({ id: "app.commands.create", message: "Create" }),
  app: () => i18n._({ id: "app.commands.app", message: "Kith" }),
};

/** What can be done from anywhere. */
export function useAppCommands(): void {
  const router = useRouter();
  const me = useMe();
  const types = mainTypes(useSchema());
  const { theme } = useAppearance();
  const logOut = useLogOut();
  const letters = goLetters(types, ["s", "h", "i", "n", "m", "r", "f"]);

  const open = (type: TypeSchema, create = false) =>
    void router.navigate({
      to: "/$types",
      params: { types: type.plural },
      search: create ? { panel: "new" } : {},
    });

  const creatable = types.filter((type) => type.can.create);
  const commands: Command[] = [
    {
      id: "app.search",
      group: groups.app(),
      label: i18n._({ id: "app.commands.search", message: "Search and commands" }),
      keys: "mod+k",
      always: true,
      hidden: true,
      run: () => openPalette(),
    },
    {
      id: "app.search_slash",
      group: groups.app(),
      label: i18n._({ id: "app.commands.search_slash", message: "Search" }),
      keys: "/",
      hidden: true,
      run: () => openPalette(),
    },
    {
      id: "app.create",
      group: groups.create(),
      label: i18n._({ id: "app.commands.create_any", message: "Create…" }),
      keys: "c",
      hidden: true,
      run: () => {
        // On a list it is clear what is meant.
        const [plural, ...rest] = router.state.location.pathname.split("/").filter(Boolean);
        const shown = creatable.find((type) => type.plural === plural);
        if (shown === undefined || rest.length > 0) openPalette("create");
        else
          void router.navigate({
            to: "/$types",
            params: { types: shown.plural },
            search: (search) => ({ ...search, panel: "new" }),
          });
      },
    },
    ...types.map((type) => ({
      id: `go.${type.plural}`,
      group: groups.go(),
      label: type.plural_label,
      ...(letters.has(type.plural) ? { keys: `g ${letters.get(type.plural)}` } : {}),
      run: () => open(type),
    })),
    ...creatable.map((type) => ({
      id: `create.${type.name}`,
      group: groups.create(),
      label: createLabel(type),
      run: () => open(type, true),
    })),
    ...(may(me, "import")
      ? [
          {
            id: "go.import",
            group: groups.go(),
            label: i18n._({ id: "app.nav.import", message: "Import" }),
            keys: "g i",
            run: () => void router.navigate({ to: "/import" }),
          },
        ]
      : []),
    {
      id: "go.welcome",
      group: groups.go(),
      label: i18n._({ id: "app.nav.welcome", message: "First steps" }),
      keys: "g h",
      run: () => void router.navigate({ to: "/welcome" }),
    },
    ...pagesOf(types).map(({ to, letter, label }) => ({
      id: `go${to}`,
      group: groups.go(),
      label: label(),
      keys: `g ${letter}`,
      run: () => void router.navigate({ to }),
    })),
    {
      id: "go.settings",
      group: groups.go(),
      label: i18n._({ id: "app.nav.settings", message: "Settings" }),
      keys: "g s",
      run: () => void router.navigate({ to: "/settings" }),
    },
    {
      id: "app.theme",
      group: groups.app(),
      label:
        theme === "dark"
          ? i18n._({ id: "app.commands.light", message: "Use the light theme" })
          : i18n._({ id: "app.commands.dark", message: "Use the dark theme" }),
      run: () => setAppearance({ theme: theme === "dark" ? "light" : "dark" }),
    },
    {
      id: "app.help",
      group: groups.app(),
      label: i18n._({ id: "app.commands.help", message: "Keyboard shortcuts" }),
      keys: "?",
      run: () => showHelp(true),
    },
    {
      id: "app.log_out",
      group: groups.app(),
      label: i18n._({ id: "app.commands.log_out", message: "Log out" }),
      run: () => void logOut(),
    },
  ];
  useCommands(commands);
}

export function createLabel(type: TypeSchema): string {
  return i18n._({
    id: "app.commands.create_type",
    message: "Create {type}",
    values: { type: inSentence(type.label) },
  });
}
