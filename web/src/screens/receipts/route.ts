import { FileCheck } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/receipts",
  label: { en: "Receipts", id: "Tanda terima" },
  icon: FileCheck,
  nav: { group: "me", order: 70 },
  load: () => import("./Receipts"),
});
