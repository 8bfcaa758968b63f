import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Penawaran",
  lead: "Apa yang diminta dari orang, kapan, dan berapa yang mengambilnya. Tekan satu baris untuk melihat lebih banyak.",
  before: "Empat minggu sebelumnya",
  after: "Empat minggu sesudahnya",
  today: "Hari ini",
  period: "{from} – {to}",
  empty: "Tidak ada yang ditawarkan dalam minggu-minggu ini",
  "empty-words":
    "Buka konten dan tawarkan kegiatan dengannya. Bila tersebar, selalu ada yang segar setiap kali orang melihat.",
  "to-items": "Lihat konten",
  more: "Konten sebelumnya",
  "of-loaded": "{count, plural, other {Dari # konten terbaru.}}",
  gone: "Kata-katanya tidak disimpan lagi",
  span: "{state}, {from} sampai {to}",
  state: "Keadaan",
  opens: "Dibuka",
  closes: "Ditutup",
  closed: "Sudah ditutup",
  for: "Untuk",
  uptake: "Yang mengambil",
  among: "Ditanya",
  approved: "Menyetujui",
  published: "Terbit",
  "at-least": "{count} atau lebih",
  fewer: "Kurang dari 5",
  "as-of": "Sampai akhir minggu {week}.",
  "not-counted": "Angka pertama tampil pada hari Senin, {day}: satu minggu dihitung sekali, setelah berakhir.",
  "in-fives":
    "Orang dihitung dalam kelipatan lima, dan mulai dari lima, agar tidak ada yang dapat dikenali. Siapa yang menolak tidak diberitahukan kepada siapa pun.",
} satisfies Messages<keyof typeof en>;
