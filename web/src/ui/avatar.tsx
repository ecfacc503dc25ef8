import { cx } from "./cx";
import { hueStyle } from "./hue";

const hues = [25, 55, 85, 150, 190, 255, 290, 350] as const;

/** The same name always has the same colour. */
export function hueOf(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return hues[sum % hues.length] ?? 255;
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? "")][0] ?? "";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toLocaleUpperCase();
}

export interface AvatarProps {
  name: string;
  /** Id of the person it stands for, whose picture takes its place where there is one. */
  person?: string | undefined;
  /** People are round, companies and other things square. */
  shape?: "round" | "square";
  size?: "small" | "medium" | "large";
}

const sizes = { small: "size-5 text-[9px]", medium: "size-7 text-meta", large: "size-10 text-title" } as const;

/** Decoration beside a name that is written out; hidden from screen readers. */
export function Avatar({ name, person, shape = "round", size = "small" }: AvatarProps) {
  return (
    <span
      aria-hidden="true"
      data-person={person}
      className={cx(
        "tag inline-flex shrink-0 select-none items-center justify-center font-semibold leading-none",
        shape === "round" ? "rounded-full" : "rounded-control",
        sizes[size],
      )}
      style={hueStyle(hueOf(name))}
    >
      {initialsOf(name)}
    </span>
  );
}
