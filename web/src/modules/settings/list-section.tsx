import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Button, EmptyState } from "../../ui";
import { Loaded } from "./loaded";
import { Rows, Section } from "./section";

interface ListSectionProps<T> {
  title: string;
  text: ReactNode;
  /** What adds one more. */
  add?: { label: string; onClick: () => void; disabled?: boolean };
  query: { data: { readonly data: readonly T[] } | undefined; error: Error | null };
  /** What it says while there is none, and how the first one comes. */
  none: string;
  noneText?: ReactNode;
  /** What stands before the rows. */
  before?: ReactNode;
  /** Draws one of them, as a list item with a key. */
  row: (item: T) => ReactNode;
  /** The dialogs that belong to it. */
  children?: ReactNode;
}

/** A list of the settings: what is there, or that there is none yet, and the way to one more. */
export function ListSection<T>({
  title,
  text,
  add,
  query,
  none,
  noneText,
  before,
  row,
  children,
}: ListSectionProps<T>) {
  return (
    <Section
      title={title}
      text={text}
      actions={
        add !== undefined && (
          <Button
            icon={<Plus aria-hidden="true" className="size-4" />}
            onClick={add.onClick}
            {...(add.disabled === undefined ? {} : { disabled: add.disabled })}
          >
            {add.label}
          </Button>
        )
      }
    >
      {before}
      <Loaded query={query} height="h-24">
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState title={none}>{noneText}</EmptyState>
          ) : (
            <Rows label={title}>{data.map(row)}</Rows>
          )
        }
      </Loaded>
      {children}
    </Section>
  );
}
