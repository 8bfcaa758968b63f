import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Papan peringkat",
  lead: "Siapa yang mengumpulkan poin terbanyak dari yang diterbitkannya. Hanya mereka yang bersedia ditampilkan.",
  period: "Masa",
  "choice-week": "Minggu",
  "choice-month": "Bulan",
  "choice-quarter": "Triwulan",
  "choice-all": "Semua",
  "period-week": "Minggu ini",
  "period-month": "Bulan ini",
  "period-quarter": "Triwulan ini",
  "period-all": "Sepanjang waktu",
  among: "Di antara",
  everybody: "Semua orang",
  table: "Papan peringkat: {period}",
  few: "Terlalu sedikit untuk ditampilkan",
  "few-words":
    "Kurang dari lima orang dalam grup ini punya poin pada waktu ini. Sampai lebih banyak, tidak ada yang ditampilkan kepada siapa pun.",
  nobody: "Belum ada yang punya poin",
  "nobody-words": "Jadilah yang pertama: yang Anda setujui di beranda mendapat poin begitu terbit.",
  "to-feed": "Ke beranda",
  "you-are-listed": "Nama Anda ditampilkan",
  "listed-words":
    "Semua peserta dapat melihat nama dan poin Anda di sini dan dalam kontes. Tidak ada yang dapat melihat dari kiriman mana asalnya, atau apa yang Anda tolak.",
  "you-are-not-listed": "Nama Anda tidak ditampilkan",
  "not-listed-words":
    "Nama Anda tidak ada di papan peringkat maupun kontes mana pun, dan yang namanya tidak ditampilkan tidak memenangkan kontes. Poin, lencana, dan hadiah Anda tetap sama.",
  unlist: "Jangan tampilkan nama saya",
  list: "Tampilkan nama saya",
  listed: "Nama Anda ditampilkan lagi. Bisa perlu setengah menit sampai terlihat.",
  unlisted: "Nama Anda tidak ditampilkan lagi. Bisa perlu setengah menit sampai tidak ada lagi yang melihatnya.",
} satisfies Messages<keyof typeof en>;
