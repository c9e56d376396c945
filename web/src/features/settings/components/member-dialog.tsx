import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Permission, Role } from '@/client/types'
import { useSession } from '@/lib/session'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { toast } from '@/ui/toast'
import { useCollection } from '../api'
import { useProblems } from '../problems'
import { firstPermissions, newPassword, permissionsToGive, rolesToGive } from '../rules/team'
import type { Member } from '../wire'
import { FormDialog } from './form-dialog'
import { PermissionBoxes } from './permission-boxes'

export type MemberValues = { name: string; email?: string; password?: string; role: Role; permissions: Permission[] | null }
type Props = { member: Member | null; offered: Permission[]; onClose: () => void; onAdded: (member: Member, password: string) => void }

/** A person joins or changes; what the signed-in person may not give is not offered. */
export function MemberDialog({ member, offered, onClose, onAdded }: Props) {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const { add, change } = useCollection<Member, MemberValues>('team')
  const problems = useProblems(add.error ?? change.error)
  const roles = rolesToGive(tenant)
  const grantable = permissionsToGive(tenant, offered)
  const [hasTried, setTried] = useState(false)
  const [values, setValues] = useState({ name: member?.name ?? '', email: member?.email ?? '', role: member?.role ?? ('staff' as Role), permissions: member?.permissions ?? firstPermissions(tenant, offered) })
  const set = (changes: Partial<typeof values>) => setValues({ ...values, ...changes })
  const isEmailSound = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(values.email.trim())
  const offersRoles = !member || roles.includes(member.role)

  const save = () => {
    setTried(true)
    if (!values.name.trim() || (!member && !isEmailSound)) return
    const permissions = values.role === 'owner' ? null : values.permissions
    if (member) {
      change.mutate(
        { id: member.user_id, name: values.name.trim(), ...(values.role !== member.role && { role: values.role }), ...(permissions && { permissions }) },
        { onSuccess: () => (toast(t('form.saved')), onClose()) },
      )
      return
    }
    const password = newPassword()
    add.mutate({ name: values.name.trim(), email: values.email.trim(), password, role: values.role, permissions }, { onSuccess: (made) => onAdded(made, password) })
  }
  return (
    <FormDialog
      title={member ? t('form.editNamed', { name: member.name }) : t('team.add')}
      lead={member ? undefined : t('team.addLead')}
      submit={member ? undefined : t('team.add')}
      isBusy={add.isPending || change.isPending}
      problem={problems.text}
      onClose={onClose}
      onSubmit={save}
    >
      <Field label={t('team.name')} error={hasTried && !values.name.trim() ? t('problems.required') : problems.at('name')}>
        <Input maxLength={120} value={values.name} autoComplete="off" onChange={(event) => set({ name: event.target.value })} />
      </Field>
      {!member && (
        <Field label={t('team.email')} hint={t('team.emailHint')} error={hasTried && !isEmailSound ? t('team.emailInvalid') : problems.at('email')}>
          <Input type="email" maxLength={254} value={values.email} autoComplete="off" onChange={(event) => set({ email: event.target.value })} />
        </Field>
      )}
      {offersRoles && roles.length > 1 && (
        <Field label={t('team.role')} hint={t(`team.roles.${values.role}.text`)} error={problems.at('role')}>
          <Select value={values.role} onChange={(event) => set({ role: event.target.value as Role })}>
            {roles.map((role) => (
              <option key={role} value={role}>
                {t(`team.roles.${role}.title`)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {values.role !== 'owner' && <PermissionBoxes chosen={values.permissions} offered={grantable} problem={problems.at('permissions')} onChange={(permissions) => set({ permissions })} />}
    </FormDialog>
  )
}
