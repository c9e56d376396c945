import { formatPhone } from '@/lib/phone'
import { Avatar } from '@/ui/avatar'
import { readCards } from '../../rules/content'

export function ContactCards({ content }: { content: Record<string, unknown> }) {
  return (
    <ul className="flex min-w-52 flex-col gap-2">
      {readCards(content).map((card, index) => (
        <li key={index} className="flex items-center gap-2.5 rounded-lg bg-ink/5 px-2.5 py-2">
          <Avatar name={card.name} className="size-8" />
          <span className="min-w-0">
            <span className="block truncate text-sm font-medium">{card.name}</span>
            {[...card.phones.map((phone) => (/^\+|^55\d{10,11}$/.test(phone) ? formatPhone(phone) : phone)), ...card.emails, ...(card.org ? [card.org] : [])].map((line) => (
              <span key={line} className="block truncate text-xs text-ink-2 tabular-nums">
                {line}
              </span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  )
}
