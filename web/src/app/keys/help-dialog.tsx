import { useState } from "react";
import { i18n } from "../../i18n";
import { activeCommands, type Command, Dialog, Kbd } from "../../ui";
import { showHelp } from "../shell/help-state";

/** Every shortcut that works where the person is now. */
export default function HelpDialog() {
  // Taken once: opening this dialog must not change the list it shows.
  const [groups] = useState(() => grouped(activeCommands().filter((command) => command.keys !== undefined)));
  return (
    <Dialog
      open
      onClose={() => showHelp(false)}
      title={i18n._({ id: "app.help.title", message: "Keyboard shortcuts" })}
      description={i18n._({
        id: "app.help.text",
        message: "These work on this page. Single letters can be turned off in the settings.",
      })}
      width="large"
    >
      <div className="gap-8 pb-2 md:columns-2">
        {groups.map(([group, commands]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="pb-1 font-medium text-muted text-small">{group}</h3>
            <dl>
              {commands.map((command) => (
                <div key={command.id} className="flex min-h-7 items-center justify-between gap-4">
                  <dt>{command.label}</dt>
                  <dd>
                    <Kbd keys={command.keys ?? ""} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function grouped(commands: readonly Command[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const group = groups.get(command.group);
    if (group === undefined) groups.set(command.group, [command]);
    else group.push(command);
  }
  return [...groups];
}
