import { CalendarClock, Pencil, Trash2 } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Input } from '@/ui/input'
import { Switch } from '@/ui/switch'
import { parsePrice, typedPrice } from '../rules/price'
import type { Service, ServiceValues, Store } from '../wire'

type Props = { service: Service; stores: Store[]; onChange: (changes: Partial<ServiceValues>) => void; isBookable: boolean; /** Missing where nobody may say how it is booked. */ onBooking: (() => void) | undefined; onEdit: () => void; onRemove: () => void }

/** One service: name, price and duration changed where they stand, the rest in its dialog. */
export function ServiceRow({ service, stores, onChange, isBookable, onBooking, onEdit, onRemove }: Props) {
  const { t, i18n } = useTranslation(['settings', 'bookings'])
  const { name } = service
  const at = stores.filter((store) => service.store_ids.includes(store.id)).map((store) => store.name)
  return (
    <div className={`grid grid-cols-2 items-start gap-2 sm:grid-cols-[minmax(0,1fr)_7rem_6rem_10.5rem] ${service.is_active ? '' : 'opacity-75'}`}>
      <div className="min-w-0 max-sm:col-span-2">
        <InPlace label={t('services.nameOf', { name })} value={name} maxLength={120} read={(typed) => typed.trim() || undefined} onChange={(next) => onChange({ name: next })} />
        <p className="mt-1 flex flex-wrap items-center gap-1 pl-2.5 text-xs text-ink-2">
          {service.category && <span>{service.category}</span>}
          {service.price_note && <span>· {service.price_note}</span>}
          {stores.length > 1 && <Badge>{at.length === 0 ? t('services.everywhere') : at.join(', ')}</Badge>}
          {isBookable && <Badge tone="accent">{t('bookings:setup.bookable')}</Badge>}
          {!service.is_active && <Badge tone="wait">{t('services.hidden')}</Badge>}
        </p>
      </div>
      <InPlace
        label={t('services.priceOf', { name })}
        value={typedPrice(service.price_cents, i18n.language)}
        prefix="R$"
        placeholder={t('services.ask')}
        inputMode="decimal"
        read={parsePrice}
        problem={t('services.priceInvalid')}
        onChange={(price_cents) => onChange({ price_cents })}
      />
      <InPlace
        label={t('services.durationOf', { name })}
        value={service.duration_minutes?.toString() ?? ''}
        suffix="min"
        placeholder="–"
        inputMode="numeric"
        read={(typed) => (typed.trim() === '' ? null : /^\d+$/.test(typed.trim()) && Number(typed) >= 1 && Number(typed) <= 1440 ? Number(typed) : undefined)}
        problem={t('services.durationInvalid')}
        onChange={(duration_minutes) => onChange({ duration_minutes })}
      />
      <div className="flex items-center gap-0.5 max-sm:col-span-2 max-sm:justify-end">
        <Switch className="mr-1.5" aria-label={t('services.activeOf', { name })} checked={service.is_active} onCheckedChange={(is_active) => onChange({ is_active })} />
        {onBooking && (
          <Button variant="ghost" size="icon" aria-label={t('bookings:setup.open', { name })} onClick={onBooking}>
            <CalendarClock aria-hidden />
          </Button>
        )}
        <Button variant="ghost" size="icon" aria-label={t('form.editNamed', { name })} onClick={onEdit}>
          <Pencil aria-hidden />
        </Button>
        <Button variant="ghost" size="icon" aria-label={t('form.removeNamed', { name })} onClick={onRemove}>
          <Trash2 aria-hidden />
        </Button>
      </div>
    </div>
  )
}

type InPlaceProps<T> = {
  label: string
  value: string
  prefix?: string
  suffix?: string
  placeholder?: string
  inputMode?: 'decimal' | 'numeric'
  maxLength?: number
  problem?: string
  read: (typed: string) => T | undefined
  onChange: (value: T) => void
}

/** A value changed where it stands: kept on Enter or when the field is left, taken back with Escape. */
function InPlace<T>({ label, value, prefix, suffix, problem, read, onChange, ...rest }: InPlaceProps<T>) {
  const [typed, setTyped] = useState<string | null>(null)
  const isWrong = typed !== null && read(typed) === undefined
  const keep = () => {
    if (typed === null) return
    const next = read(typed)
    if (next === undefined) return
    if (typed !== value) onChange(next)
    setTyped(null)
  }
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      keep()
    } else if (event.key === 'Escape') setTyped(null)
  }
  return (
    <div>
      <div className="relative">
        {prefix && <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-xs text-ink-2">{prefix}</span>}
        <Input
          {...rest}
          aria-label={label}
          aria-invalid={isWrong || undefined}
          className={`border-transparent bg-transparent hover:border-line-strong focus:border-line-strong ${prefix ? 'pl-8' : ''} ${suffix ? 'pr-9' : ''}`}
          value={typed ?? value}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKey}
          onBlur={keep}
        />
        {suffix && <span className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-xs text-ink-2">{suffix}</span>}
      </div>
      {isWrong && problem && (
        <p role="alert" className="mt-0.5 text-xs font-medium text-danger">
          {problem}
        </p>
      )}
    </div>
  )
}
