import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Kemajuan",
  lead: "{level, plural, =0 {Yang pertama dari {levels} tingkat ada di depan Anda.} other {Anda di tingkat # dari {levels}: {name}.}}",
  "no-training": "Latihan sedang tidak dapat diambil. Yang sudah Anda selesaikan tetap tersimpan.",
  ladder: "Tangga",
  "ladder-words":
    "Satu tingkat demi satu: ikut serta, lalu temukan suara sendiri, lalu ikut dalam percakapan. Yang sudah Anda capai tetap milik Anda.",
  reached: "Dicapai {date}",
  next: "Berikutnya",
  when: "Syaratnya: {reason}",
  "in-order": "Ini sudah terpenuhi; berlaku begitu tingkat sebelumnya dicapai.",
  count: "{counted} dari {posts}",
  training: "Latihan",
  takes: "Sekitar {minutes, plural, other {# menit}}",
  "done-in": "Selesai dalam {minutes, plural, other {# menit}}",
  begin: "Mulai",
  "begin-of": "Mulai: {title}",
  "read-again": "Baca lagi",
  "read-again-of": "Baca lagi: {title}",
  "to-feed": "Ke beranda Anda, untuk mencobanya",
  "mark-done": "Saya sudah melakukannya",
  measured: "Lamanya diukur dan ditampilkan kepada Anda. Latihan tidak memberi poin.",
  "done-on": "Selesai {date}, dalam {minutes, plural, other {# menit}}.",
  "well-done": "Bagus. Anda memerlukan {minutes, plural, other {# menit}}.",
  time: "Sejauh ini Anda meluangkan {minutes, plural, other {# menit}} untuk latihan.",
  badges: "Lencana",
  "badges-words": "{earned} dari {badges} diperoleh. Masing-masing diperoleh sekali, dan tetap milik Anda.",
  earned: "Diperoleh {date}",
} satisfies Messages<keyof typeof en>;
