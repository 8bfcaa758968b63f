import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Masuk",
  claim: "Tidak ada yang terbit atas nama Anda tanpa restu Anda atas kata-kata itu persis.",
  words: "Restu membuat berbagi kabar perusahaan jujur dan cepat: sekitar lima menit seminggu.",
  "step-see": "Lihat persis apa yang akan terbit.",
  "step-own": "Tulis dengan kata-kata Anda sendiri.",
  "step-approve": "Setujui, jadwalkan, atau tolak. Tarik kembali sampai detik terakhir.",
  who: "Siapa Anda hari ini?",
  demo: "Ini demo di mesin Anda sendiri: pilih siapa saja, tanpa kata sandi.",
  nobody: "Belum ada yang ikut serta. Langkah demo menambahkan orang; tanpanya, administrator.",
  advocate: "Advokat",
  curator: "Kurator",
  administrator: "Administrator",
  auditor: "Auditor",
  sponsor: "Sponsor",
  "no-way-in": "Cara masuk belum disiapkan di sini",
  "no-way-in-words": "Tanyakan kepada pengelola Restu Anda. Tanpa masuk, tidak ada yang dapat dilihat atau terbit.",
} satisfies Messages<keyof typeof en>;
