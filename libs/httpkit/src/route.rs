//! Registering endpoints together with what they need. The permission stands in the OpenAPI
//! document (`x-permissions`), and a sweep over the document tests every route.

use crate::auth::Actor;
use crate::keys::out_of_scope;
use crate::problem::{Problem, ProblemBody};
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use chassis::Chassis;
use chassis::limits::{RateLimiter, Rule};
use kernel::{Permission, Scope};
use utoipa::PartialSchema;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Content, ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa_axum::router::{UtoipaMethodRouter, UtoipaMethodRouterExt};

/// Name of the bearer scheme in the OpenAPI document.
pub const BEARER: &str = "bearer";
/// Name of the scheme of partners' keys in the OpenAPI document.
pub const API_KEY: &str = "api_key";
/// The media type of errors.
const PROBLEM_JSON: &str = "application/problem+json";

/// An endpoint anybody may call.
pub fn public<S: Clone + Send + Sync + 'static>(
    routes: UtoipaMethodRouter<S>,
) -> UtoipaMethodRouter<S> {
    let routes = describe(routes, |operation| {
        set_extension(operation, serde_json::json!("public"));
        operation.security = Some(vec![SecurityRequirement::default()]);
        add_problem(operation, 401, "A token or an API key was sent that is not good any more.");
        add_problem(operation, 403, "An API key was used that was not made for this.");
    });
    routes.layer(from_fn(async |request: Request, next: Next| {
        not_out_of_scope(&request)?;
        Ok::<_, Problem>(next.run(request).await)
    }))
}

/// An endpoint for everybody who is logged in, whatever the role.
pub fn signed_in<S: Clone + Send + Sync + 'static>(
    routes: UtoipaMethodRouter<S>,
) -> UtoipaMethodRouter<S> {
    let routes = describe(routes, |operation| {
        set_extension(operation, serde_json::json!("signed_in"));
        needs_bearer(operation);
    });
    routes.layer(from_fn(async |request: Request, next: Next| {
        if request.extensions().get::<Actor>().is_none() {
            return Err(Problem::unauthenticated());
        }
        not_out_of_scope(&request)?;
        Ok(next.run(request).await)
    }))
}

/// An endpoint for those who hold at least one of `permissions`. That the thing asked for is the
/// caller's own is the command's or read's to check.
pub fn guarded<S: Clone + Send + Sync + 'static>(
    permissions: &'static [Permission],
    routes: UtoipaMethodRouter<S>,
) -> UtoipaMethodRouter<S> {
    let routes = describe(routes, |operation| {
        let tags: Vec<_> = permissions.iter().map(|p| p.tag()).collect();
        set_extension(operation, serde_json::json!(tags));
        needs_bearer(operation);
    });
    routes.layer(from_fn(move |request: Request, next: Next| async move {
        let Some(actor) = request.extensions().get::<Actor>() else {
            return Err(Problem::unauthenticated());
        };
        not_out_of_scope(&request)?;
        if !permissions.iter().any(|p| actor.may(*p)) {
            return Err(Problem::forbidden());
        }
        Ok::<_, Problem>(next.run(request).await)
    }))
}

/// Opens an endpoint to API keys that were made for `scope`, besides those whom it is for anyway.
/// What is not opened so is closed to every key.
pub fn open_to_keys<S: Clone + Send + Sync + 'static>(
    scope: Scope,
    routes: UtoipaMethodRouter<S>,
) -> UtoipaMethodRouter<S> {
    let (schemas, mut paths, router) = routes;
    for operation in paths.paths.values_mut().flat_map(operations) {
        set_scope(operation, scope);
        let by_key = SecurityRequirement::new(API_KEY, Vec::<String>::new());
        operation.security.get_or_insert_default().push(by_key);
        add_problem(operation, 403, "The API key was not made for this.");
    }
    (schemas, paths, router).layer(from_fn(move |request: Request, next: Next| async move {
        Ok::<_, Problem>(next.run(admitted(scope, request)?).await)
    }))
}

/// An endpoint for API keys only: with `scope`, or for each of them when there is none.
pub fn keys_only<S: Clone + Send + Sync + 'static>(
    scope: Option<Scope>,
    routes: UtoipaMethodRouter<S>,
) -> UtoipaMethodRouter<S> {
    let routes = describe(routes, |operation| {
        set_extension(operation, serde_json::json!(API_KEY));
        if let Some(scope) = scope {
            set_scope(operation, scope);
        }
        let by_key = SecurityRequirement::new(API_KEY, Vec::<String>::new());
        operation.security = Some(vec![by_key]);
        add_problem(operation, 401, "There is no API key, or it is not good any more.");
        add_problem(operation, 403, "It is no API key, or was not made for this.");
    });
    routes.layer(from_fn(move |request: Request, next: Next| async move {
        let Some(actor) = request.extensions().get::<Actor>() else {
            return Err(Problem::unauthenticated());
        };
        let Some(key) = actor.key else { return Err(Problem::forbidden()) };
        if scope.is_some_and(|scope| !key.scopes.has(scope)) {
            return Err(out_of_scope());
        }
        Ok::<_, Problem>(next.run(request).await)
    }))
}

/// A key was let in by its scope.
#[derive(Clone, Copy)]
struct Admitted;

fn admitted(scope: Scope, mut request: Request) -> Result<Request, Problem> {
    if let Some(key) = request.extensions().get::<Actor>().and_then(|actor| actor.key) {
        if !key.scopes.has(scope) {
            return Err(out_of_scope());
        }
        request.extensions_mut().insert(Admitted);
    }
    Ok(request)
}

fn not_out_of_scope(request: &Request) -> Result<(), Problem> {
    let by_key = request.extensions().get::<Actor>().is_some_and(|actor| actor.key.is_some());
    if by_key && request.extensions().get::<Admitted>().is_none() {
        return Err(out_of_scope());
    }
    Ok(())
}

fn set_scope(operation: &mut Operation, scope: Scope) {
    let extensions = ExtensionsBuilder::new().add("x-api-key-scope", scope.tag()).build();
    operation.extensions.get_or_insert_default().merge(extensions);
}

/// Limits how often one account (or address, for guests) may call an endpoint.
pub fn limited<S: Clone + Send + Sync + 'static>(
    limiter: &RateLimiter,
    rule: &'static Rule,
    routes: UtoipaMethodRouter<S>,
) -> UtoipaMethodRouter<S> {
    routes.layer(from_fn_with_state((limiter.clone(), rule), check_limit))
}

async fn check_limit(
    State((limiter, rule)): State<(RateLimiter, &'static Rule)>,
    request: Request,
    next: Next,
) -> Response {
    let key = crate::layers::caller_key(&request);
    let rule = crate::layers::rule_for(&request, rule);
    crate::layers::run_limited(&limiter, &rule, &key, request, next).await
}

/// Limits a command that takes an idempotency key: repeats of one count for nothing, and get their
/// kept answer even where the limit is reached.
pub fn limited_command<S: Clone + Send + Sync + 'static>(
    chassis: &Chassis,
    rule: &'static Rule,
    routes: UtoipaMethodRouter<S>,
) -> UtoipaMethodRouter<S> {
    routes.layer(from_fn_with_state((chassis.clone(), rule), check_command_limit))
}

async fn check_command_limit(
    State((chassis, rule)): State<(Chassis, &'static Rule)>,
    request: Request,
    next: Next,
) -> Response {
    let key = crate::layers::caller_key(&request);
    let rule = crate::layers::rule_for(&request, rule);
    crate::layers::run_limited_command(&chassis, &rule, &key, request, next).await
}

fn needs_bearer(operation: &mut Operation) {
    operation.security = Some(vec![SecurityRequirement::new(BEARER, Vec::<String>::new())]);
    add_problem(operation, 401, "Nobody is logged in, or the token is not good any more.");
    add_problem(operation, 403, "The account's role does not allow this.");
}

fn set_extension(operation: &mut Operation, value: serde_json::Value) {
    let extensions = ExtensionsBuilder::new().add("x-permissions", value).build();
    operation.extensions.get_or_insert_default().merge(extensions);
}

fn describe<S>(
    (mut schemas, mut paths, router): UtoipaMethodRouter<S>,
    change: impl Fn(&mut Operation),
) -> UtoipaMethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    for item in paths.paths.values_mut() {
        let reads = item.get.is_some();
        for operation in operations(item) {
            change(operation);
            common_problems(operation, reads);
        }
    }
    schemas.push(("Problem".into(), ProblemBody::schema()));
    schemas.push(("FieldProblem".into(), crate::problem::FieldProblem::schema()));
    (schemas, paths, router)
}

/// The operations of a path.
pub fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        item.get.as_mut(),
        item.put.as_mut(),
        item.post.as_mut(),
        item.delete.as_mut(),
        item.patch.as_mut(),
    ]
    .into_iter()
    .flatten()
}

/// Every operation may answer these; they are written down in one place.
fn common_problems(operation: &mut Operation, reads: bool) {
    let has_body = operation.request_body.is_some();
    let parameters = operation.parameters.as_deref().unwrap_or_default();
    let has = |place: ParameterIn| {
        parameters.iter().any(|p| matches!(p, RefOr::T(p) if p.parameter_in == place))
    };
    let (has_path, has_query) = (has(ParameterIn::Path), has(ParameterIn::Query));
    if has_body || has_query {
        add_problem(operation, 400, "The request can't be read.");
        add_problem(operation, 422, "Some fields are not right; `errors` names them.");
    }
    if has_body {
        add_problem(operation, 413, "The body is too large.");
        add_problem(operation, 415, "The content type is not accepted.");
    }
    if has_path {
        add_problem(operation, 404, "It does not exist, or it is not yours.");
    }
    if !reads {
        add_problem(operation, 409, "The present state does not allow it.");
    }
    add_problem(operation, 429, "Too many requests; `Retry-After` says when to come back.");
    add_problem(operation, 500, "Our fault. The request's id helps support to find it.");
    add_problem(operation, 503, "Not available right now; `Retry-After` says when to come back.");
    every_error_is_a_problem(operation);
}

/// An error that an endpoint documents itself need not say what its body is.
fn every_error_is_a_problem(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let described = response
            .content
            .values()
            .any(|content| matches!(content, RefOr::T(content) if content.schema.is_some()));
        if status.as_str() >= "400" && !described {
            response.content.clear();
            response.content.insert(PROBLEM_JSON.into(), RefOr::T(problem_content()));
        }
    }
}

fn problem_content() -> Content {
    ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name("Problem")))).build()
}

fn add_problem(operation: &mut Operation, status: u16, description: &str) {
    let key = status.to_string();
    if operation.responses.responses.contains_key(&key) {
        return;
    }
    let response = ResponseBuilder::new()
        .description(description)
        .content(PROBLEM_JSON, problem_content())
        .build();
    operation.responses.responses.insert(key, RefOr::T(response));
}

/// Turns an unknown path or method into a problem, on a finished router.
pub fn with_fallbacks(router: Router) -> Router {
    router.fallback(async || Problem::not_found()).method_not_allowed_fallback(async || {
        Problem::new(
            kernel::ErrorClass::MethodNotAllowed,
            "method_not_allowed",
            kernel::Localized::new(
                "هذا العنوان لا يقبل هذا النوع من الطلبات.",
                "This address does not take this kind of request.",
            ),
        )
    })
}
