import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api, schemaQuery, type TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Tag, TypeIcon } from "../../ui";
import { complain } from "./complain";
import { moveItems, RowMenu } from "./row-menu";
import { Rows, Section } from "./section";

/** The order of the objects in everybody's navigation, and which stand in it. */
export function NavigationSection() {
  const client = useQueryClient();
  const schema = useSuspenseQuery(schemaQuery).data;
  const able = schema.types.filter((type) => !type.setup && !type.part);
  const shown = schema.navigation.flatMap((name) => able.filter((type) => type.name === name));
  const hidden = able.filter((type) => !shown.includes(type));
  const save = async (order: readonly TypeSchema[], away: readonly TypeSchema[]) => {
    try {
      await api.put("navigation", { order: order.map(({ name }) => name), hidden: away.map(({ name }) => name) });
    } catch (error) {
      complain(error);
    }
    await client.invalidateQueries({ queryKey: schemaQuery.queryKey });
  };
  const move = (from: number, to: number) => {
    const order = [...shown];
    order.splice(to, 0, ...order.splice(from, 1));
    void save(order, hidden);
  };
  const title = i18n._({ id: "settings.navigation", message: "Navigation" });
  return (
    <Section
      title={title}
      text={i18n._({
        id: "settings.navigation.text",
        message: "The order in which everybody finds them. What is hidden is still found by search and by links.",
      })}
    >
      <Rows label={title}>
        {[...shown, ...hidden].map((type, at) => {
          const away = hidden.includes(type);
          return (
            <li key={type.name} className="flex min-h-11 items-center gap-3 py-1">
              <TypeIcon name={type.icon} className="size-4 shrink-0 text-muted" />
              <span className="min-w-0 grow truncate">{type.plural_label}</span>
              {away && <Tag>{i18n._({ id: "settings.navigation.hidden", message: "Hidden" })}</Tag>}
              <RowMenu
                name={type.plural_label}
                groups={[
                  ...(away ? [] : [{ items: moveItems(at, shown.length, (to) => move(at, to)) }]),
                  {
                    items: [
                      away
                        ? {
                            label: i18n._({ id: "settings.navigation.show", message: "Show" }),
                            run: () =>
                              void save(
                                [...shown, type],
                                hidden.filter((one) => one !== type),
                              ),
                          }
                        : {
                            label: i18n._({ id: "settings.navigation.hide", message: "Hide" }),
                            run: () =>
                              void save(
                                shown.filter((one) => one !== type),
                                [...hidden, type],
                              ),
                          },
                    ],
                  },
                ]}
              />
            </li>
          );
        })}
      </Rows>
    </Section>
  );
}
