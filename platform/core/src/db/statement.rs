//! Statements written in SQL that Postgres prepares once a connection.
//!
//! **Why not `sql_query`:** diesel prepares it anew each time, a round trip and a plan per call; a query fragment with an
//! id of its own is cached like a built query, with the same typed binds.

/// Declares a statement: its named inputs become the row `input`, which the SQL refers to; its output is a typed tuple.
macro_rules! statement {
    (
        $(#[$doc:meta])*
        $name:ident { $($(#[$about:meta])* $field:ident: $rust:ty => $sql:ty),+ $(,)? } -> ($($out:ty),* $(,)?),
        $body:expr
    ) => {
        $(#[$doc])*
        #[derive(Debug, diesel::query_builder::QueryId)]
        pub(crate) struct $name {
            $($(#[$about])* pub(crate) $field: $rust),+
        }

        impl diesel::query_builder::QueryFragment<diesel::pg::Pg> for $name {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, diesel::pg::Pg>,
            ) -> diesel::QueryResult<()> {
                out.push_sql("WITH input AS (SELECT ");
                $(
                    out.push_bind_param::<$sql, _>(&self.$field)?;
                    out.push_sql(concat!(" AS ", stringify!($field), ", "));
                )+
                out.push_sql("true AS given) ");
                out.push_sql($body);
                Ok(())
            }
        }

        impl diesel::query_builder::Query for $name {
            type SqlType = ($($out,)*);
        }
    };
}
pub(crate) use statement;
