import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Pengungkapan",
  lead: "Siapa yang menulis tentang pemberi kerjanya mengatakannya, bila hukum atau Anda memintanya. Pratinjau menaruh kata itu di depan, dan orang menyetujuinya bersama yang lain.",
  own: "Ditetapkan program Anda",
  shipped: "Bawaan Restu",
  required: "Harus dikatakan",
  "not-required": "Tidak perlu dikatakan",
  source: "Dari mana ini",
  checked: "Diperiksa {when}.",
  "set-own": "Tetapkan sendiri",
  change: "Ubah",
  elsewhere: "Di tempat lain",
  europe: "Uni Eropa dan EEA",
  "edit-title": "Aturan kita sendiri",
  "edit-words": "Didahulukan dari bawaan Restu, untuk yang disetujui mulai sekarang.",
  country: "Negara",
  asked: "Apakah harus dikatakan?",
  texts: "Kata yang mengatakannya",
  "texts-hint":
    "Salah satu sudah cukup; yang sebahasa dengan teksnya ditaruh di depan. Tanpa satu pun, berlaku bawaan Restu.",
  "language-of": "Bahasa teks {number}, dua huruf",
  "words-of": "Teks {number}",
  remove: "Hapus teks {number}",
  add: "Tambah kata",
  save: "Simpan aturan",
  saved: "Disimpan. Berlaku untuk yang disetujui mulai sekarang.",
} satisfies Messages<keyof typeof en>;
