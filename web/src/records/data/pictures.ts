import { api, type PictureList } from "../../api";

// Rules instead of properties: avatars everywhere show a picture as soon as it is known, and none is drawn again for it.
let sheet: CSSStyleSheet | undefined;

const ruleOf = ({ person, version }: PictureList["data"][number]): string =>
  `[data-person="${person}"]{background:center/cover url("/api/v1/people/${person}/picture?version=${version}");color:transparent}`;

/** Shows the pictures of colleagues in the places of their initials. */
export async function showPictures(): Promise<void> {
  try {
    const { data } = await api.get<PictureList>("pictures");
    if (sheet === undefined) {
      sheet = new CSSStyleSheet();
      document.adoptedStyleSheets.push(sheet);
    }
    sheet.replaceSync(data.map(ruleOf).join(""));
  } catch {
    // Initials stand for themselves.
  }
}
