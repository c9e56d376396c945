import { cn } from './class-names'

const tones = [
  'bg-[#d9e8e6] text-[#0b4a4d] dark:bg-[#1d3b3c] dark:text-[#a5dcd9]',
  'bg-[#f0e2cd] text-[#6a4310] dark:bg-[#3d2f1b] dark:text-[#e9c48e]',
  'bg-[#e4e1f1] text-[#463f78] dark:bg-[#2d2a46] dark:text-[#c4bdf0]',
  'bg-[#f2dedb] text-[#7d2c22] dark:bg-[#412421] dark:text-[#f0b5ad]',
  'bg-[#dfe9d6] text-[#3a5620] dark:bg-[#283620] dark:text-[#bcd7a1]',
  'bg-[#dce6f0] text-[#274b70] dark:bg-[#1f3145] dark:text-[#a9cbea]',
] as const

/** Initials on a tone that follows from the name: the same person always looks the same. */
export function Avatar({ name, className }: { name: string; className?: string }) {
  const words = name.replace(/^[+@\s]+/, '').split(/\s+/).filter(Boolean)
  const letters = /^[\d+() -]+$/.test(name) ? '#' : ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase()
  let sum = 0
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  return (
    <span aria-hidden className={cn('inline-flex size-9 shrink-0 items-center justify-center rounded-full text-xs font-semibold', tones[sum % tones.length], className)}>
      {letters}
    </span>
  )
}
