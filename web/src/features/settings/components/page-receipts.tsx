import { useTranslation } from 'react-i18next'
import { Checkbox } from '@/ui/checkbox'
import type { BookingPage } from '../page'
import { Section } from './frame'
import { ReminderTemplates } from './reminder-templates'

const buttons = ['codigo'] as const

type Values = Pick<BookingPage, 'sends_receipts' | 'receipt_templates'>
type Props = { value: BookingPage; hasTried: boolean; problemAt: (field: string) => string | undefined; onChange: (values: Partial<Values>) => void }

/** Whether whoever books on the page is told in WhatsApp, and by which template when their window is closed. */
export function PageReceipts({ value, hasTried, problemAt, onChange }: Props) {
  const { t } = useTranslation('page')
  return (
    <Section title={t('receipts')} lead={t('receiptsLead')}>
      <Checkbox
        label={t('receiptsOn')}
        hint={t('receiptsHint', { text: value.receipt_text, interpolation: { escapeValue: false } })}
        checked={value.sends_receipts}
        onChange={(event) => onChange({ sends_receipts: event.target.checked })}
      />
      {value.sends_receipts && (
        <>
          <p className="text-sm text-ink-2">{t('receiptsWindow')}</p>
          <ReminderTemplates
            places={value.receipt_places}
            buttons={buttons}
            none="noTemplateSilent"
            field="receipt_templates"
            templates={value.receipt_templates}
            hasTried={hasTried}
            problemAt={problemAt}
            onChange={(receipt_templates) => onChange({ receipt_templates })}
          />
        </>
      )}
    </Section>
  )
}
