import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  "kind-post": "Kiriman",
  "kind-repost": "Kirim ulang",
  "kind-like": "Suka",
  "kind-comment": "Komentar",
  "kind-follow": "Ikuti",
  on: "{kind} di {network}",
  "priority-0": "Biasa",
  "priority-1": "Tinggi",
  "priority-2": "Tertinggi",
  "priority-chip-1": "Prioritas tinggi",
  "priority-chip-2": "Prioritas tertinggi",
  "activity-upcoming": "Akan datang",
  "activity-open": "Terbuka",
  "activity-over": "Selesai",
  "activity-closed": "Ditutup",
  everyone: "Semua orang",
  groups: "{count, plural, other {# grup}}",
  points: "{points, plural, other {# poin}}",
  "no-points": "Tanpa poin",
  "nobody-answers": "Tidak ada yang menjawab di alamat ini. Periksa alamatnya, atau coba lagi nanti.",
} satisfies Messages<keyof typeof en>;
