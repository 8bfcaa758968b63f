import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  "few-people": "kurang dari 5",
  people: "{least}\u2060–\u2060{most}",
  "people-of": "{some} dari {all}",
  "not-told": "tidak diketahui",
  likes: "Suka",
  reposts: "Bagikan ulang",
  replies: "Balasan",
  views: "Dilihat",
  worth: "Berapa nilainya",
  "worth-none":
    "Belum ada jejaring yang memberi tahu cukup banyak untuk sebuah nilai. Nilai muncul begitu tanggapan pembaca atas kiriman lima orang dihitung.",
  "worth-no-prices": "Belum ada yang menetapkan nilai tanggapan pembaca, jadi nilainya tidak ada. Nilai tidak ditebak.",
  formula: "Rumus",
  "worth-term": "{count} × {price}",
  "worth-sum": "Jumlah",
  "left-out-not-told": "{measure}: tidak termasuk, karena tidak ada jejaring yang memberi tahu.",
  "left-out-no-price": "{measure}: tidak termasuk, karena tidak punya harga.",
  source: "Asal harga: {source}",
  counting: "Cara menghitungnya",
  "counting-people":
    "Orang dihitung per lima: “5–9” berarti paling sedikit lima dan paling banyak sembilan. Kurang dari lima tidak pernah ditampilkan; mungkin juga tidak ada sama sekali.",
  "counting-acts":
    "Kiriman dan tanggapan hanya ditampilkan dalam jumlah dari lima orang atau lebih. Yang tidak masuk ke jumlah seperti itu tidak ada di total mana pun, jadi total bisa lebih rendah daripada yang terjadi.",
  "counting-weeks":
    "Satu minggu dihitung sekali, setelah berakhir, dan tetap begitu. Tanggapan pembaca adalah yang dimiliki kiriman setelah tujuh hari; angkanya menyusul sembilan hari setelah minggu itu.",
  "counting-unknown": "“Tidak diketahui” bukan nol: tidak diberitahukan, atau tentang kurang dari lima orang.",
  "counting-declines": "Di sini tidak terlihat siapa yang menolak, atau siapa yang tidak menjawab.",
} satisfies Messages<keyof typeof en>;
