/* Styles: one row for each day on which the publisher changed something. */
#include "formats/style.h"

/* What a change sets. Rows apply in order, each on top of the ones before. */
struct change {
    struct date date;
    void (*apply)(struct style *style);
};

static void at_first(struct style *style)
{
    *style = (struct style){
        .people_title = TEXT("People"),
        .txt_counts_bytes = true,
        .txt_blank_after_site = true,
        .txt_margin = 3,
        .txt_indent = 8,
    };
}

static void count_characters(struct style *style)
{
    style->txt_counts_bytes = false;
}

static void rename_unauthorized_use(struct style *style)
{
    style->unauthorized_use_reported = true;
    style->csv_breaks = true;
}

static void link_by_https(struct style *style)
{
    style->html_https = true;
}

static void rename_people(struct style *style)
{
    style->people_title = TEXT("Contact Information");
}

static void fold_white_space(struct style *style)
{
    style->csv_white_space_folded = true;
}

static void add_site_header(struct style *style)
{
    style->txt_site_header = true;
    style->html_site_header = true;
}

static void drop_indent(struct style *style)
{
    style->txt_indent = 0;
}

static void cut_csv_from_page(struct style *style)
{
    style->csv_breaks = false;
    style->csv_paragraphs_indented = true;
}

static void make_navigation_a_list(struct style *style)
{
    style->html_navigation = true;
}

static void add_navigation_bullets(struct style *style)
{
    style->txt_navigation = true;
}

static void name_sections(struct style *style)
{
    style->html_locators = true;
}

static void drop_margin(struct style *style)
{
    style->txt_margin = 0;
    style->txt_indent = 8;
    style->txt_blank_after_site = false;
}

static const struct change changes[] = {
    {{2017, 8, 30}, count_characters},
    {{2019, 1, 3}, rename_unauthorized_use},
    {{2019, 12, 17}, link_by_https},
    {{2020, 5, 19}, rename_people},
    {{2020, 7, 31}, fold_white_space},
    {{2022, 1, 6}, add_site_header},
    {{2023, 3, 13}, drop_indent},
    {{2025, 4, 7}, cut_csv_from_page},
    {{2025, 9, 22}, make_navigation_a_list},
    {{2025, 9, 26}, add_navigation_bullets},
    {{2025, 11, 6}, name_sections},
    {{2026, 7, 19}, drop_margin},
};

struct style style_of(struct date date)
{
    struct style style;
    at_first(&style);
    for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
        if (!date_is_set(date) || date_compare(date, changes[i].date) >= 0)
            changes[i].apply(&style);
    return style;
}

struct style style_for(const struct registry *registry, const struct writing *writing)
{
    bool asked = date_is_set(writing->as_published);
    return style_of(asked ? writing->as_published : registry->updated);
}

struct text style_column_title(const struct style *style, enum column column)
{
    return style->unauthorized_use_reported ? column_title(column) : column_former_title(column);
}
