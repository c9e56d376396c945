import { ShoppingBag } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatAmount } from '@/lib/money'
import { readOrder } from '../../rules/content'
import { RichText } from '../rich-text'

export function OrderCard({ content }: { content: Record<string, unknown> }) {
  const { t, i18n } = useTranslation('inbox')
  const { note, lines } = readOrder(content)
  const total = lines.reduce((sum, line) => sum + (line.price ?? 0) * line.quantity, 0)
  const currency = lines[0]?.currency ?? 'BRL'
  return (
    <div className="min-w-52">
      <p className="flex items-center gap-1.5 font-medium">
        <ShoppingBag aria-hidden className="size-4" />
        {t('message.kind.order')} · {t('message.orderItems', { count: lines.length })}
      </p>
      <ul className="my-1 border-y py-1 text-sm">
        {lines.map((line, index) => (
          <li key={index} className="flex gap-2 tabular-nums">
            <span className="text-ink-2">{line.quantity}×</span>
            <span className="min-w-0 flex-1 break-words">{line.product}</span>
            {line.price !== null && <span>{formatAmount(line.price, line.currency, i18n.language)}</span>}
          </li>
        ))}
      </ul>
      {total > 0 && (
        <p className="flex justify-between text-sm font-semibold tabular-nums">
          <span>{t('message.orderTotal')}</span>
          {formatAmount(total, currency, i18n.language)}
        </p>
      )}
      {note && <RichText text={note} className="mt-1" />}
    </div>
  )
}
