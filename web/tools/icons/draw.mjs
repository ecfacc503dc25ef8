// Draws public/icons/*.png from the same figures as kith.svg: `node tools/icons/draw.mjs`.
// PNGs are needed because not every install prompt takes an SVG.
import { writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

const blue = [0x34, 0x51, 0xc6];
const white = [255, 255, 255];

/** The mark in a square of 32 units; `inset` shrinks it towards the middle, as a maskable icon needs. */
function paint(x, y, rounded, inset) {
  const radius = rounded ? 8 : 0;
  const dx = Math.max(radius - x, x - (32 - radius), 0);
  const dy = Math.max(radius - y, y - (32 - radius), 0);
  if (Math.hypot(dx, dy) > radius) return [0, 0, 0, 0];
  const markX = 16 + (x - 16) / inset;
  const markY = 16 + (y - 16) / inset;
  const onRing = [12.5, 19.5].some((centre) => Math.abs(Math.hypot(markX - centre, markY - 16) - 6) <= 1.3);
  return [...(onRing ? white : blue), 255];
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

function png(size, rounded, inset) {
  const samples = 4;
  const raw = Buffer.alloc((size * 4 + 1) * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const sum = [0, 0, 0, 0];
      for (let sample = 0; sample < samples * samples; sample++) {
        const x = ((column + ((sample % samples) + 0.5) / samples) / size) * 32;
        const y = ((row + (Math.floor(sample / samples) + 0.5) / samples) / size) * 32;
        const [red, green, blueness, alpha] = paint(x, y, rounded, inset);
        sum[0] += red * alpha;
        sum[1] += green * alpha;
        sum[2] += blueness * alpha;
        sum[3] += alpha;
      }
      const alpha = sum[3];
      const at = row * (size * 4 + 1) + 1 + column * 4;
      for (let part = 0; part < 3; part++) raw[at + part] = alpha === 0 ? 0 : Math.round(sum[part] / alpha);
      raw[at + 3] = Math.round(alpha / (samples * samples));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raw, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const target = new URL("../../public/icons/", import.meta.url);
writeFileSync(new URL("kith-180.png", target), png(180, false, 1));
writeFileSync(new URL("kith-192.png", target), png(192, true, 1));
writeFileSync(new URL("kith-512.png", target), png(512, true, 1));
writeFileSync(new URL("kith-maskable-512.png", target), png(512, false, 0.8));
