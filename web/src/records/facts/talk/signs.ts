/** How the choices of a reaction are drawn. */
export const signs: { readonly [emoji: string]: string } = {
  thumbs_up: "👍",
  heart: "❤️",
  laugh: "😄",
  celebrate: "🎉",
  surprised: "😮",
  sad: "😢",
};
